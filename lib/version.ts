/** This package's version, as manifests name it; a test compares it with package.json. */
export const VERSION = '0.1.0';
