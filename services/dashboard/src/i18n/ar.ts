import { bot } from './ar/bot';
import { botSettings } from './ar/bot-settings';
import { common } from './ar/common';
import { conversations } from './ar/conversations';
import { crm } from './ar/crm';
import { everywhere } from './ar/everywhere';
import { fleet } from './ar/fleet';
import { home } from './ar/home';
import { leads } from './ar/leads';
import { overview } from './ar/overview';
import { people } from './ar/people';
import { privacy } from './ar/privacy';
import { tenants } from './ar/tenants';
import { trace } from './ar/trace';
import { whatsapp } from './ar/whatsapp';
import type { Texts } from './en';

export const ar: Texts = {
  ...bot,
  ...botSettings,
  ...common,
  ...conversations,
  ...crm,
  ...everywhere,
  ...fleet,
  ...home,
  ...leads,
  ...overview,
  ...people,
  ...privacy,
  ...tenants,
  ...trace,
  ...whatsapp,
};
