import { Button, Center, Skeleton } from '@mantine/core';

import { useSpeech } from '../../i18n/LanguageProvider';

/** More is there than was read. */
export function ListEnd({ isFetching, onMore }: { isFetching: boolean; onMore: () => void }) {
  const { t } = useSpeech();
  return (
    <Center py="md">
      <Button variant="default" size="xs" loading={isFetching} onClick={onMore}>
        {t('conversations.more')}
      </Button>
    </Center>
  );
}

/** As high as what comes. */
export function ListLoading() {
  const { t } = useSpeech();
  return (
    <div aria-busy aria-label={t('common.loading')} role="status">
      {[1, 2, 3, 4, 5, 6, 7].map((row) => (
        <div key={row} className="inbox-item">
          <div className="inbox-row">
            <Skeleton circle height={40} />
            <div className="inbox-row-words">
              <Skeleton height={14} width="55%" mb={10} />
              <Skeleton height={12} width="85%" />
            </div>
          </div>
        </div>
      ))}
    </div>
  );
}
