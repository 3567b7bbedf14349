// Tests that execute containers as pods would: they need root, unshare, and Debian's packages that .ci/run installs. `npm run test:run`
const onBucket = process.env.FAULTS_BUCKET ? ['<rootDir>/test/shell/{publication,clean,folders,given}.test.ts'] : [];
module.exports = {
  ...require('./jest.config.js'),
  testMatch: ['<rootDir>/{test/run,e2e}/**/*.test.ts', ...onBucket],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 2,
};
