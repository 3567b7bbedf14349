import fc from 'fast-check';
import { kubernetesEscape, kubernetesExpand } from '../../lib/argo/kubernetes-expand';

const nothing = (): undefined => undefined;
const shellish = fc
  .array(fc.constantFrom('$', '$$', '$(', '(', ')', '$(PATH)', '$(cat $(X))', '${x}', 'a', ' ', '\n', '$((1 + 2))'))
  .map((all) => all.join(''));

test.each([
  ['$(A)', 'value'],
  ['$$(A)', '$(A)'],
  ['$(B)', '$(B)'],
  ['$$$$', '$$'],
  ['$', '$'],
  ['a$', 'a$'],
  ['$(A', '$(A'],
])('Kubernetes makes of %s %s', (text, expanded) => {
  expect(kubernetesExpand(text, (name) => (name === 'A' ? 'value' : undefined))).toBe(expanded);
});

test('an escaped text arrives as it was written, whatever variables the container has', () => {
  fc.assert(
    fc.property(shellish, fc.boolean(), (text, known) => {
      expect(
        kubernetesExpand(
          kubernetesEscape(text),
          known ? (name) => (/^[A-Za-z_]\w*$/.test(name) ? 'HOSTILE' : undefined) : nothing,
        ),
      ).toBe(text);
    }),
  );
});

test('text without a dollar that Kubernetes would touch stays as it is, for the reader', () => {
  expect(kubernetesEscape('n=$(stat -c %s "$f"); echo ${n}')).toBe('n=$(stat -c %s "$f"); echo ${n}');
});
