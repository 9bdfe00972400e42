import { common } from './ru/common';
import { tenants } from './ru/tenants';
import { whatsapp } from './ru/whatsapp';
import type { Texts } from './en';

export const ru: Texts = { ...common, ...tenants, ...whatsapp };
