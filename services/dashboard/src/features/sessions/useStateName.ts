import { useSpeech } from '../../i18n/LanguageProvider';
import { isState } from '../whatsapp/state';

/** A state of the API in the reader's words; one that we do not know, as it is. */
export function useStateName(): (state: string) => string {
  const { t } = useSpeech();
  return (state) => (isState(state) ? t(`state.${state}`) : state);
}
