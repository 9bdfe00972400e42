import { common } from './ar/common';
import { tenants } from './ar/tenants';
import { whatsapp } from './ar/whatsapp';
import type { Texts } from './en';

export const ar: Texts = { ...common, ...tenants, ...whatsapp };
