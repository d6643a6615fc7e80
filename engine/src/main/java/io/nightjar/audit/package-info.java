/** The tamper-evident trail: a Merkle tree over canonical JSON leaves. */
@org.jspecify.annotations.NullMarked
package io.nightjar.audit;
