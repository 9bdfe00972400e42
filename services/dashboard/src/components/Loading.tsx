import { useSpeech } from '../i18n/LanguageProvider';

/** Before the first page is there: as index.html begins, so that nothing moves. */
export function Loading() {
  const { t } = useSpeech();
  return (
    <div className="splash" role="status" aria-busy aria-label={t('common.loading')}>
      <img src="/icon.svg" alt="" width={28} height={28} />
      Peyk
    </div>
  );
}
