/** A template as another team writes it, which writes a file in capitals: nothing of this library is in it. */
export function theirTemplate(image: string, script: string): object {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'WorkflowTemplate',
    metadata: { name: 'theirs', namespace: 'argo' },
    spec: {
      templates: [
        {
          name: 'shout',
          inputs: { parameters: [{ name: 'from-file' }, { name: 'to-file' }, { name: 'word', value: 'none' }] },
          volumes: [{ name: 'work', persistentVolumeClaim: { claimName: 'pvc-oss' } }],
          securityContext: { runAsUser: 1000, runAsGroup: 1000 },
          container: {
            image,
            command: ['sh', '-c', script],
            env: [
              { name: 'FROM', value: '{{inputs.parameters.from-file}}' },
              { name: 'TO', value: '{{inputs.parameters.to-file}}' },
              { name: 'WORD', value: '{{inputs.parameters.word}} of {{workflow.name}}' },
            ],
            volumeMounts: [{ name: 'work', mountPath: '/bwa' }],
          },
        },
      ],
    },
  };
}
