/** What the practice cluster serves: resource types, keys, selectors, errors. */
@org.jspecify.annotations.NullMarked
package io.nightjar.practice.model;
