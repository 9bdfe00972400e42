import { bot } from './en/bot';
import { botSettings } from './en/bot-settings';
import { common } from './en/common';
import { conversations } from './en/conversations';
import { crm } from './en/crm';
import { everywhere } from './en/everywhere';
import { fleet } from './en/fleet';
import { home } from './en/home';
import { leads } from './en/leads';
import { overview } from './en/overview';
import { people } from './en/people';
import { privacy } from './en/privacy';
import { tenants } from './en/tenants';
import { trace } from './en/trace';
import { whatsapp } from './en/whatsapp';

/** The texts by room, and the keys that the other languages have to have. `{name}` is replaced. */
export const en = {
  bot,
  botSettings,
  common,
  conversations,
  crm,
  everywhere,
  fleet,
  home,
  leads,
  overview,
  people,
  privacy,
  tenants,
  trace,
  whatsapp,
};

type KeysOf<Rooms> =
  Rooms extends Record<string, infer Texts> ? (Texts extends unknown ? keyof Texts : never) : never;

export type Key = KeysOf<typeof en> & string;
export type Texts = Record<Key, string>;

export const english: Texts = {
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
