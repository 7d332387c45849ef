/** Reading QR codes: the browser's own detector where it has one, else our copy of ZXing, loaded when needed. */

interface Detector {
  detect(source: ImageBitmapSource): Promise<{ rawValue: string }[]>;
}

interface NativeDetector {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

let made: Promise<Detector> | undefined;

export function detector(): Promise<Detector> {
  made ??= make().catch((problem: unknown) => {
    made = undefined;
    throw problem;
  });
  return made;
}

async function make(): Promise<Detector> {
  const native = (globalThis as { BarcodeDetector?: NativeDetector }).BarcodeDetector;
  const formats = (await native?.getSupportedFormats().catch(() => [])) ?? [];
  if (native && formats.includes('qr_code')) return new native({ formats: ['qr_code'] });
  const [{ BarcodeDetector, prepareZXingModule }, { default: wasm }] = await Promise.all([
    import('barcode-detector/ponyfill'),
    import('zxing-wasm/reader/zxing_reader.wasm?url'),
  ]);
  prepareZXingModule({ overrides: { locateFile: () => wasm } });
  return new BarcodeDetector({ formats: ['qr_code'] });
}

/** The first code in a picture; `undefined` when there is none. */
export async function readPhoto(photo: Blob): Promise<string | undefined> {
  const picture = await createImageBitmap(photo);
  const [found] = await (await detector()).detect(picture);
  picture.close();
  return found?.rawValue;
}

export interface Camera {
  stop(): void;
  /** Switches the light; `undefined` where the camera has none. */
  light?: (on: boolean) => Promise<void>;
}

const LOOK_EVERY_MS = 90;

/** Shows the rear camera in a video element and calls `found` once per code that it sees. Throws without a camera. */
export async function startCamera(video: HTMLVideoElement, found: (code: string) => void): Promise<Camera> {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
  });
  video.srcObject = stream;
  await video.play();
  const eye = await detector();
  let last = '';
  let timer = 0;
  const look = async () => {
    const [code] = video.readyState >= 2 ? await eye.detect(video).catch(() => []) : [];
    if (code && code.rawValue !== last) found((last = code.rawValue));
    if (stream.active) timer = window.setTimeout(() => void look(), LOOK_EVERY_MS);
  };
  void look();
  const [track] = stream.getVideoTracks();
  const torch = (track?.getCapabilities?.() as { torch?: boolean } | undefined)?.torch;
  return {
    stop() {
      clearTimeout(timer);
      for (const each of stream.getTracks()) each.stop();
      video.srcObject = null;
    },
    light: torch ? async (on) => track?.applyConstraints({ advanced: [{ torch: on } as object] }) : undefined,
  };
}
