export interface DevcertOptions {
  /** Host names and IP addresses. Default: `localhost`, `127.0.0.1` and `::1`. */
  hosts?: string[]
  /** The directory of the files. Default: a directory for these hosts in `node_modules/.cache/devcert-cli`. */
  dir?: string
  /** The directory of the CA. Default: `DEVCERT_CA`, or the directory of `devcert ca path`. */
  ca?: string
}

/**
 * The key and the certificate of a server, as PEM texts. The certificate is followed by its chain. Your local CA issues it if
 * there is none for these hosts that is valid for another week.
 *
 * @throws Error with the message of devcert if it fails.
 */
export function devcert(options?: DevcertOptions): { key: string; cert: string }

/**
 * The certificate of the CA, as PEM text, for clients in tests.
 *
 * @throws Error if the CA does not exist.
 */
export function caCertificate(options?: Pick<DevcertOptions, 'ca'>): string

/**
 * The path of the program.
 *
 * @throws Error if the package for this platform is not installed.
 */
export function programPath(): string
