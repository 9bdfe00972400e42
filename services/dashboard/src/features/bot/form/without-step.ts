import { HAND_OFF, type Flow } from '../flow';

/** Without a step: what led to it goes on to where it led. */
export function withoutStep(flow: Flow, at: number): Flow {
  const gone = flow.steps[at];
  if (!gone) {
    return flow;
  }
  const on = gone.next ?? flow.steps[at + 1]?.id ?? HAND_OFF;
  // One that led to itself leads nowhere any more.
  const target = on === gone.id ? HAND_OFF : on;
  const turn = (next: string) => (next === gone.id ? target : next);
  const steps = flow.steps.map((step, index) => ({
    ...step,
    ...(step.branches && {
      branches: step.branches.map((branch) => ({ ...branch, next: turn(branch.next) })),
    }),
    ...(step.next ? { next: turn(step.next) } : index === at - 1 ? { next: target } : {}),
  }));
  return { ...flow, steps: steps.filter((_, index) => index !== at) };
}
