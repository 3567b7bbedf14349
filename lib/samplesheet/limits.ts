/**
 * Rows of one submission. By the sum of docs/scale.md one Workflow is to have at most 4,000 nodes in its status: 300
 * rows leave 13 for each.
 */
export const MOST_ROWS = 300;

/**
 * Bytes of JSON of one submission: 300 rows with the names that sequencers give. A parameter is part of the Workflow,
 * of which etcd takes about 1 MB, and Argo writes each item into the status again, as arguments and as a node's name: a
 * run of that size has been made (docs/scale.md). It is also within the 256 KiB that an output may have where Argo
 * keeps it in a pod's annotations (Kubernetes: TotalAnnotationSizeLimitB).
 */
export const MOST_BYTES = 128 * 1024;

/**
 * Bytes of JSON of one item: a sample, or a row of a table. Argo puts it into the name of each node of the item, once
 * for each lane and stage, and stores the status compressed by gzip, which finds repetitions within 32 KiB. Where two
 * names are further apart, nothing is saved: a sample of 64 lanes takes a megabyte alone, 32 lanes (15 KiB) 25 KB.
 * About 30 lanes with long addresses.
 */
export const MOST_ROW_BYTES = 16 * 1024;

/** What a name may have to be a Kubernetes label's value, and with a suffix a file's name. */
export const LONGEST_NAME = 63;

/** How items are joined: bytes between two, and around all. */
export const JOIN = ', ';
export const joinedBytes = (count: number, bytes: number): number => bytes + 2 + Math.max(0, count - 1) * JOIN.length;
