// SPDX-License-Identifier: GPL-2.0-or-later
// The stand-ins for kernel headers (server/headers/) as one module that the build makes: path below that folder -> text.

declare module 'unwind-lens:headers' {
  const headers: Readonly<Record<string, string>>;
  export default headers;
}
