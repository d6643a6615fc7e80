/** From event to detection: rules, process and cluster context. */
@org.jspecify.annotations.NullMarked
package io.nightjar.detect;
