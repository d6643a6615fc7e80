@org.jspecify.annotations.NullMarked
package io.nightjar.tls;
