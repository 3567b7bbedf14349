import type { Producer } from './producer';
import type { Step } from './step';

/** The maps without whose failed items a step goes on, and does not tell. */
export function passedOver({ waitsFor = [], tells = [] }: Step): readonly Producer[] {
  return waitsFor.filter((map) => !tells.includes(map));
}
