"""The default pipeline as Hera users write it: the same templates, parameters, tasks and shell. argv: the scripts, as JSON by template."""
import json
import sys

from hera.workflows import DAG, Container, Env, ExistingVolume, EmptyDirVolume, Parameter, Resources, ResourceEnv, Task, WorkflowTemplate
from hera.workflows.models import Backoff, Capabilities, PodSecurityContext, RetryStrategy, SeccompProfile, SecurityContext, TTLStrategy, PodGC

scripts = json.load(open(sys.argv[1], encoding="utf-8"))
CAUSES = (
    "!(toJson(lastRetry) contains 'longer than the specified deadline')"
    " && (lastRetry.status == 'Error' || asInt(lastRetry.exitCode) in [-1, 75, 137, 143])"
)
FOLDER = "/bwa{{workflow.parameters.fastqFolder}}"
WORK = FOLDER + "/.work/bwaprepare/"
SAMPLE = "{{inputs.parameters.fastq1Sample}}"
FASTA = WORK + "{{inputs.parameters.referenceStem}}.fa"
READS = [f"{WORK}{SAMPLE}.{mate}.fq.gz" for mate in (1, 2)]
BASE = "sprig.regexReplaceAll('^.*/', sprig.regexReplaceAll('[?#].*$', workflow.parameters.%s, ''), '')"
STEM = "{{=sprig.regexReplaceAll('([.](fastq|fq|fasta|fa|fna))?([.]gz)?$', " + BASE % "reference" + ", '')}}"
NAME = "{{=sprig.regexReplaceAll('([._]R?[12])?(_001)?[.](fastq|fq)([.]gz)?$', " + BASE % "fastq1" + ", '')}}"


def variable(prefix, name):
    return Env(name=f"{prefix}_{name.upper()}", value="{{=sprig.replace('$', '$$', inputs.parameters." + name + ")}}")


def stage(name, reads, makes):
    return Container(
        name=name,
        image="registry.cn-beijing.aliyuncs.com/geno/alltools:v0.2",
        image_pull_policy="IfNotPresent",
        command=["sh", "-c"],
        args=scripts[name],
        inputs=[Parameter(name=one) for one in reads + makes],
        env=[variable("IN", one) for one in reads]
        + [variable("OUT", one) for one in makes]
        + [ResourceEnv(name="THREADS", resource="limits.cpu"), ResourceEnv(name="MEMORY", resource="limits.memory", divisor="1Mi")],
        resources=Resources(cpu_request="2", cpu_limit="2", memory_request="4Gi", memory_limit="4Gi", ephemeral_request="10Gi"),
        volumes=[ExistingVolume(name="ossdir", claim_name="pvc-oss", mount_path="/bwa"), EmptyDirVolume(name="scratch", mount_path="/tmp")],
        active_deadline_seconds=1209600,
        retry_strategy=RetryStrategy(backoff=Backoff(duration="30s", factor="2"), expression=CAUSES, limit="3", retry_policy="Always"),
        security_context=SecurityContext(
            allow_privilege_escalation=False, capabilities=Capabilities(drop=["ALL"]), read_only_root_filesystem=True
        ),
        pod_security_context=PodSecurityContext(
            run_as_group=1000, run_as_non_root=True, run_as_user=1000, seccomp_profile=SeccompProfile(type="RuntimeDefault")
        ),
    )


with WorkflowTemplate(
    name="bwa-oss",
    namespace="argo",
    entrypoint="bwa-oss",
    service_account_name="bwa-oss",
    arguments={"fastqFolder": "/gene", "reference": "https://h/r.fa.gz", "fastq1": "https://h/a_1.fq.gz", "fastq2": "https://h/a_2.fq.gz", "maxReads": ""},
    pod_gc=PodGC(strategy="OnPodSuccess"),
    ttl_strategy=TTLStrategy(seconds_after_completion=604800),
) as template:
    prepare = stage("bwaprepare", ["reference", "fastq1", "fastq2", "maxReads"], ["fasta", "reads1", "reads2"])
    align = stage("bwamap", ["fasta", "fastq"], ["sai"])
    pair = stage("bwaindex", ["fasta", "reads", "sai"], ["bam"])
    with DAG(name="bwa-oss", inputs=[Parameter(name="referenceStem", value=STEM), Parameter(name="fastq1Sample", value=NAME)]):
        sources = {one: "{{workflow.parameters." + one + "}}" for one in ("reference", "fastq1", "fastq2", "maxReads")}
        first = Task(name="bwaprepare", template=prepare, arguments={**sources, "fasta": FASTA, "reads1": READS[0], "reads2": READS[1]})
        items = [{"path": path, "stem": f"{SAMPLE}.{mate}"} for mate, path in zip((1, 2), READS)]
        sai = FOLDER + "/.work/bwamap/%s.untrimmed.sai"
        second = Task(name="bwamap", template=align, arguments={"fasta": FASTA, "fastq": "{{item.path}}", "sai": sai % "{{item.stem}}"}, with_items=items)
        sets = {"reads": "\n".join(READS), "sai": "\n".join(sai % f"{SAMPLE}.{mate}" for mate in (1, 2))}
        bam = f"{FOLDER}/{SAMPLE}.untrimmed.sam.bam.sorted.bam"
        third = Task(name="bwaindex", template=pair, arguments={"fasta": FASTA, **sets, "bam": bam})
        [first, second] >> third
        first >> second

print(template.to_yaml())
