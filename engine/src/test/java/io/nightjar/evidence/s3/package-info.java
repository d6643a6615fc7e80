@org.jspecify.annotations.NullMarked
package io.nightjar.evidence.s3;
