/** Certificates and keys from files, as TLS needs them on either side. */
@NullMarked
package io.nightjar.tls;

import org.jspecify.annotations.NullMarked;
