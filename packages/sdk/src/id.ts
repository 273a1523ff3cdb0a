const ID_BYTES = 12;

/**
 * A random id: 96 bits as 16 characters of base64url. `crypto.randomUUID` is not to be had on plain http
 * (https://w3c.github.io/webcrypto/#Crypto-method-randomUUID), `getRandomValues` is.
 */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES));
  return btoa(String.fromCharCode(...bytes)).replace(/\W/g, (sign) => (sign === "+" ? "-" : "_"));
}
