// Tests that execute containers as pods would: they need root, unshare, bwa, samtools, fastp, multiqc, dash, bash, busybox, wget, strace and cc. `npm run test:run`
const onBucket = process.env.FAULTS_BUCKET ? ['<rootDir>/test/shell/publication.test.ts'] : [];
module.exports = {
  ...require('./jest.config.js'),
  testMatch: ['<rootDir>/{test/run,e2e}/**/*.test.ts', ...onBucket],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 2,
};
