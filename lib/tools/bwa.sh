# shellcheck shell=sh
# results: 1
# What bwa needs: a reference with its index, memory, and a read group.
#
# bwa index writes at random places and into files beside the FASTA, so it works in scratch: $TMPDIR/ref.fa. On the
# volume the five files of the index are one archive. On a bucket each file costs requests whenever it is made, looked
# for or read, and five files that are written one after another can be of two writers; one cannot. Calls `fail`,
# `put`, `member` and `joined` of the stage protocol, and `fetch`, `verified`, `show` and `unpack` of fetch.sh.

# fetch_reference URL [CHECKSUM [OPTION…]]: leaves a checked FASTA in $TMPDIR/ref.fa and its .fai beside it. The
# options are for `samtools faidx`.
fetch_reference() {
  fetch "$1" "$TMPDIR/source"
  verified "$TMPDIR/source" "$1" "${2-}"
  {
    set +e
    (member reference.1 && show "$TMPDIR/source") |
      (member reference.2 && unpack "$1" >"$TMPDIR/ref.fa")
    joined reference.1 reference.2
  }
  shift
  if [ "$#" -gt 0 ]; then shift; fi
  must_be_reference "$TMPDIR/ref.fa" "$@"
}

# must_be_reference FASTA [OPTION…]: refuses, before hours are spent, what could not be indexed; makes its .fai.
# The index takes about 5.4 bytes of memory for each base (bwa's manual): 5.5 and 64 MiB are asked for.
must_be_reference() {
  fasta=$1
  shift
  if [ "$(head -c 1 "$fasta")" != '>' ] || ! samtools faidx "$@" "$fasta" ||
    [ "$(grep -c '^>' "$fasta")" != "$(grep -c '' "$fasta.fai")" ]; then
    fail 65 "the reference is no FASTA, or a sequence's name is there twice"
  fi
  need=$(($(stat -c %s "$fasta") * 11 / 2097152 + 64))
  if [ "$need" -gt "$MEMORY" ]; then
    fail 69 "bwa index needs $need MiB, the stage has $MEMORY; raise memory"
  fi
  if [ -n "$(awk '$2 > 536870912' "$fasta.fai")" ]; then
    fail 69 "a sequence is longer than 512 Mb: no BAI can index it"
  fi
}

# begin_index [OPTION…]: indexes $TMPDIR/ref.fa beside other commands, until `end_index` waits for it.
# bwa says what it does piece by piece, and would break the lines of others: it is shown at the end.
begin_index() {
  bwa index "$@" "$TMPDIR/ref.fa" >"$TMPDIR/index.log" 2>&1 &
  index=$!
}

end_index() {
  index_status=0
  wait "$index" || index_status=$?
  cat "$TMPDIR/index.log"
  [ "$index_status" = 0 ] || exit "$index_status"
}

# store_reference FASTA: copies the reference, its .fai and its index, FASTA.bwa.tar, to the volume.
# The archive's times are of 1970, so that the same reference makes the same bytes.
store_reference() {
  put "$1" <"$TMPDIR/ref.fa"
  put "$1.fai" <"$TMPDIR/ref.fa.fai"
  for part in amb ann bwt pac sa; do
    TZ=UTC0 touch -t 197001010000 "$TMPDIR/ref.fa.$part"
  done
  {
    set +e
    (member index.1 && tar -C "$TMPDIR" -cf - ref.fa.amb ref.fa.ann ref.fa.bwt ref.fa.pac ref.fa.sa) |
      (member index.2 && put "$1.bwa.tar")
    joined index.1 index.2
  }
}

# unpack_index FASTA: the index in scratch, as of $TMPDIR/ref.fa, in one pass over the volume.
unpack_index() {
  tar -xof "$1.bwa.tar" -C "$TMPDIR"
}

# must_fit PREFIX: refuses to align where the index does not fit into half of the memory; the sort has the other half.
# These files are what bwa holds (5.4 GB for `bwa sampe` on a human genome, by bwa's manual), and 64 MiB are for its
# buffers.
must_fit() {
  need=64
  for part in bwt sa pac; do
    need=$((need + $(stat -Lc %s "$1.$part") / 1048576))
  done
  if [ "$need" -gt "$((MEMORY / 2))" ]; then
    fail 69 "bwa needs $need MiB, and the sort as much; the stage has $MEMORY: raise its memory"
  fi
}

# read_group ID SAMPLE LIBRARY PLATFORM UNIT: sets `rg` to the header line as bwa takes it, with `\t` for a tab. UNIT
# may be empty. A backslash in a field could add fields of its own.
read_group() {
  case $1$2$3$4$5 in
    *\\*) fail 69 "a read group field holds a backslash" ;;
  esac
  # shellcheck disable=SC2034 # the stage's script hands it to bwa
  rg="@RG\\tID:$1\\tSM:$2\\tLB:$3\\tPL:$4${5:+\\tPU:$5}"
}
