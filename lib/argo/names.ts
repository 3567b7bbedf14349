import type { IConstruct } from 'constructs';
import { GenomicsError } from '../errors';
import { mustBe, TEXT } from '../kinds';

/**
 * Template and task names become part of pod names: lower case (Argo accepts capitals, the pod then fails at run time),
 * and at most 40 characters, so that `<workflow>-<template>-<hash>` is not cut before the template's name ends.
 */
const TEMPLATE = /^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/;
/** DNS-1123 label: what every Kubernetes object that we emit can be called. */
const OBJECT = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
/** DNS-1123 subdomain: what Kubernetes lets a ServiceAccount, a StorageClass or one of Argo's objects be called. */
const SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
/** Parameters are read in expressions, where a hyphen is a minus: letters, digits and underscores. */
const PARAMETER = /^[a-zA-Z][a-zA-Z0-9_]{0,62}$/;

export function templateName(where: IConstruct, name: string): string {
  return matching(
    where,
    'a template name',
    name,
    TEMPLATE,
    'lower-case letters, digits and hyphens, at most 40, starting with a letter',
  );
}

export function objectName(where: IConstruct | string, name: string): string {
  return matching(where, 'an object name', name, OBJECT, 'a DNS label of at most 63 characters');
}

export function accountName(where: IConstruct, name: string): string {
  return matching(where, 'an account name', name, SUBDOMAIN, 'a DNS name of at most 253 characters');
}

export function parameterName(where: IConstruct, name: string): string {
  return matching(
    where,
    'a parameter name',
    name,
    PARAMETER,
    'letters, digits and underscores, starting with a letter',
  );
}

/** The name of a parameter that somebody else's template declares. */
export function foreignParameterName(where: IConstruct, name: string): string {
  return matching(where, 'a parameter name', name, /^[-_A-Za-z0-9]+$/, 'letters, digits, hyphens and underscores');
}

/** The name of an object that somebody else made. */
export function foreignObjectName(where: IConstruct, name: string): string {
  return matching(where, 'an object name', name, SUBDOMAIN, 'a DNS name of at most 253 characters');
}

/** The name of a template that somebody else wrote: what Argo takes. */
export function foreignTemplateName(where: IConstruct, name: string): string {
  return matching(where, 'a template name', name, /^[A-Za-z0-9][-_A-Za-z0-9]{0,127}$/, 'letters, digits, - and _');
}

function matching(where: IConstruct | string, what: string, name: string, pattern: RegExp, expected: string): string {
  mustBe(where, name, TEXT, what.replace(/^an? /, ''));
  if (pattern.test(name)) return name;
  throw new GenomicsError('invalid-name', where, {
    what: `${what} is not allowed`,
    got: `'${name}'`,
    expected,
    fix: 'choose another name',
  });
}

/** `fastq1` and `sample` become `fastq1Sample`. */
export function joinCamel(first: string, second: string): string {
  return first + second.charAt(0).toUpperCase() + second.slice(1);
}

/** `per-sample` becomes `perSample`: an id as a parameter's name. */
export function camel(id: string): string {
  return id.replace(/-+(.)?/g, (_, c: string | undefined) => (c ?? '').toUpperCase());
}

/** `readsOne` becomes `READS_ONE`: an input's key as an environment variable. */
export function screaming(key: string): string {
  return key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
}
