/** Keys and signatures in the files of minisign: Ed25519, legacy and prehashed. */
@org.jspecify.annotations.NullMarked
package io.nightjar.minisign;
