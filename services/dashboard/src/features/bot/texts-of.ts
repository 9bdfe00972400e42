import type { Path } from './edit';
import { getIn } from './edit';
import type { Flow, Lang, Texts } from './flow';

/** Every text of a flow by its place, in the order in which customers meet them. */
export function textsOf(flow: Flow): Path[] {
  const paths: Path[] = [['opening']];
  flow.steps.forEach((step, at) => {
    if (step.say || step.ask) {
      paths.push(['steps', at, 'say']);
    }
    step.ask?.choices?.forEach((_, choice) =>
      paths.push(['steps', at, 'ask', 'choices', choice, 'labels']),
    );
    if (step.ask?.retry_say) {
      paths.push(['steps', at, 'ask', 'retry_say']);
    }
  });
  paths.push(['handoff', 'say']);
  if (flow.handoff.say_closed) {
    paths.push(['handoff', 'say_closed']);
  }
  flow.followups?.forEach((_, at) => paths.push(['followups', at, 'say']));
  flow.score?.rules.forEach((_, at) => paths.push(['score', 'rules', at, 'reason']));
  return paths;
}

const isMissing = (texts: Texts | null | undefined, lang: Lang) => !texts?.[lang]?.trim();

/** How many texts are not there in a language. */
export const missingIn = (flow: Flow, lang: Lang): number =>
  textsOf(flow).filter((path) => isMissing(getIn(flow, path) as Texts, lang)).length;
