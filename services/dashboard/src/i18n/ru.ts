import { bot } from './ru/bot';
import { botSettings } from './ru/bot-settings';
import { common } from './ru/common';
import { conversations } from './ru/conversations';
import { crm } from './ru/crm';
import { everywhere } from './ru/everywhere';
import { fleet } from './ru/fleet';
import { home } from './ru/home';
import { leads } from './ru/leads';
import { overview } from './ru/overview';
import { people } from './ru/people';
import { privacy } from './ru/privacy';
import { tenants } from './ru/tenants';
import { trace } from './ru/trace';
import { whatsapp } from './ru/whatsapp';
import type { Texts } from './en';

export const ru: Texts = {
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
