/** What object storage cannot do, or does by copying a whole file. */
export const CALLS =
  'openat,open,creat,lseek,pwrite64,pwritev,pwritev2,rename,renameat,renameat2,link,linkat,symlink,symlinkat,' +
  'truncate,ftruncate,fallocate,mmap,copy_file_range,mknod,mknodat';

/**
 * The calls of a trace (`strace -f -y -qq -e trace=CALLS`) that a folder of object storage may not see: a file opened
 * for reading and writing or for appending, an existing one opened for writing without cutting it to nothing, a write
 * at a place, a seek in a file that is open for writing, another size, another name, a shared mapping that can be
 * written.
 */
export function unsequential(trace: string, folder: string): readonly string[] {
  const written = new Set<string>();
  return wholeLines(trace).filter((line) => {
    if (!line.includes(folder) || / = -1 E/.test(line)) return false;
    const name = /(?:^|\s)(\w+)\(/.exec(line)?.[1] ?? '';
    const file = /<([^>]*)>$/.exec(line.replace(/\s+$/, ''))?.[1] ?? '';
    if (name === 'openat' || name === 'open') {
      if (!file.startsWith(folder) || !/O_WRONLY|O_RDWR/.test(line)) return false;
      if (/O_RDWR|O_APPEND/.test(line) || !/O_TRUNC|O_EXCL/.test(line)) return true;
      written.add(`${pidOf(line)} ${/ = (\d+)</.exec(line)?.[1]}<${file}>`);
      return false;
    }
    if (name === 'lseek')
      return written.has(`${pidOf(line)} ${/lseek\((\d+<[^>]*>)/.exec(line)?.[1]}`) && !/SEEK_CUR\) = \d+$/.test(line);
    // Of a symbolic link the first text is only what it holds.
    if (name === 'symlink' || name === 'symlinkat') return line.slice(line.indexOf('", ') + 1).includes(folder);
    if (name === 'mmap') return /PROT_WRITE/.test(line) && /MAP_SHARED/.test(line);
    return true;
  });
}

/** The files that were opened for writing in a folder. */
export function writtenIn(trace: string, folder: string): readonly string[] {
  const opened = wholeLines(trace).filter((line) => /O_WRONLY|O_RDWR/.test(line) && !/ = -1 E/.test(line));
  const files = opened.map((line) => /<([^>]*)>\s*$/.exec(line)?.[1] ?? '').filter((file) => file.startsWith(folder));
  return [...new Set(files)].sort();
}

function pidOf(line: string): string {
  return /^\d+/.exec(line)?.[0] ?? '';
}

/** A call that another process's came between stands in two lines. */
function wholeLines(trace: string): readonly string[] {
  const begun = new Map<string, string>();
  return trace.split('\n').flatMap((line) => {
    const pid = pidOf(line);
    if (line.endsWith('<unfinished ...>')) {
      begun.set(pid, line.replace(' <unfinished ...>', ''));
      return [];
    }
    return [line.replace(/^\d+\s+<\.\.\. \w+ resumed>/, () => begun.get(pid) ?? '')];
  });
}
