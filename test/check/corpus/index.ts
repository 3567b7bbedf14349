import { bodyCases } from './bodies';
import type { Case } from './case';
import { dagCases } from './dags';
import { kubernetesCases } from './kubernetes';
import { ownCases } from './own';
import { structureCases } from './structure';
import { templateCases } from './templates';
import { variableCases } from './variables';

export const corpus: readonly Case[] = [
  ...structureCases,
  ...templateCases,
  ...dagCases,
  ...variableCases,
  ...bodyCases,
  ...kubernetesCases,
  ...ownCases,
];
