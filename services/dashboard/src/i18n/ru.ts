import { common } from './ru/common';
import { fleet } from './ru/fleet';
import { people } from './ru/people';
import { tenants } from './ru/tenants';
import { whatsapp } from './ru/whatsapp';
import type { Texts } from './en';

export const ru: Texts = { ...common, ...fleet, ...people, ...tenants, ...whatsapp };
