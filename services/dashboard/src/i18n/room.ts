import type { en } from './en';

/** The texts of one room, in another language: the same keys. */
export type Room<Name extends keyof typeof en> = Record<keyof (typeof en)[Name], string>;
