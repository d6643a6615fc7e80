@org.jspecify.annotations.NullMarked
package io.nightjar.actions.outside;
