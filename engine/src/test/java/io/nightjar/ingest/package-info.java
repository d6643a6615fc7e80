@NullMarked
package io.nightjar.ingest;

import org.jspecify.annotations.NullMarked;
