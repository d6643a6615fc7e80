@org.jspecify.annotations.NullMarked
package io.nightjar.cli.capture;
