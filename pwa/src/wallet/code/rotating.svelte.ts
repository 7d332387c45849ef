/** The code of a card as it turns: a new picture per step, a number to say, and what to do when it cannot be made. */
import { onReturn } from '../line.svelte';
import { cardCode } from '$data/card-code';
import { tell } from '$data/problems';
import { certify, needsRenewal, readDevice, type Device } from './device';
import { turnAt } from './turning';

interface Rotating {
  /** What the picture says; `undefined` until it can be made. */
  readonly text: string | undefined;
  readonly step: number;
  /** Whole seconds until the next one. */
  readonly seconds: number;
  readonly stepSeconds: number;
  /** Milliseconds of the step that had passed when it was drawn. */
  readonly passed: number;
  /** The number to say, while it is good. */
  readonly shortCode: string | undefined;
  /** Until when it works without a line. */
  readonly worksUntil: number | undefined;
  readonly failure: string | undefined;
  readonly busy: boolean;
  again(): void;
}

const TICK_MS = 250;
/** A number that dies while it is being said is worse than none. */
const SPEAKING_MS = 5_000;
const RETRY_MS = 5_000;

/** Call while a component starts; it stops with the component. */
export function rotating(cardId: () => string): Rotating {
  let device = $state.raw<Device>();
  let now = $state(Date.now());
  let text = $state<string>();
  let drawn = $state.raw({ step: 0, passed: 0 });
  let failure = $state<string>();
  let busy = $state(false);
  let triedAt = 0;
  const id = $derived(cardId());

  const alive = $derived(device && device.expiresAt > now + device.offset ? device : undefined);
  const turn = $derived(turnAt(now, device?.offset ?? 0, device?.stepSeconds ?? 30));
  const speakable = $derived(
    device !== undefined && device.shortCodeExpiresAt - SPEAKING_MS > now + device.offset,
  );

  async function renew(): Promise<void> {
    if (busy || !navigator.onLine) return;
    const wanted = id;
    busy = true;
    triedAt = Date.now();
    const answer = await certify(wanted, device);
    busy = false;
    if (wanted !== id) return;
    if (answer.device) device = answer.device;
    failure = answer.device ? undefined : answer.problem ? tell(answer.problem) : answer.failure;
  }

  $effect(() => {
    const wanted = id;
    device = undefined;
    text = failure = undefined;
    void readDevice(wanted).then((kept) => {
      if (wanted !== id) return;
      device = kept;
      now = Date.now();
      const old =
        needsRenewal(kept, now) || !kept || kept.shortCodeExpiresAt - SPEAKING_MS <= now + kept.offset;
      if (old) void renew();
    });
  });

  $effect(() => {
    const timer = setInterval(() => {
      now = Date.now();
      const due = device && !speakable && now - triedAt > RETRY_MS;
      if (due) void renew();
    }, TICK_MS);
    return () => clearInterval(timer);
  });

  $effect(() => onReturn(() => void renew()));

  $effect(() => {
    const [signer, step] = [alive, turn.step];
    if (!signer) {
      text = undefined;
      return;
    }
    void cardCode(signer.certificate, signer.key, step).then((code) => {
      if (alive !== signer || turn.step !== step) return;
      text = code;
      drawn = {
        step,
        passed: signer.stepSeconds * 1000 - turnAt(Date.now(), signer.offset, signer.stepSeconds).left,
      };
    });
  });

  return {
    get text() {
      return text;
    },
    get step() {
      return drawn.step;
    },
    get seconds() {
      return Math.ceil(turn.left / 1000);
    },
    get stepSeconds() {
      return device?.stepSeconds ?? 30;
    },
    get passed() {
      return drawn.passed;
    },
    get shortCode() {
      return speakable ? device?.shortCode : undefined;
    },
    get worksUntil() {
      return alive && alive.expiresAt - alive.offset;
    },
    get failure() {
      return failure;
    },
    get busy() {
      return busy;
    },
    again: () => void renew(),
  };
}
