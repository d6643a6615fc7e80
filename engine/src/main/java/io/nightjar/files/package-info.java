/** What files need that only their owner may read. */
@NullMarked
package io.nightjar.files;

import org.jspecify.annotations.NullMarked;
