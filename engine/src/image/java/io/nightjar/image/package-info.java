/** Makes what is shipped of Nightjar: images, a Debian package, a tarball. No part of it itself. */
@NullMarked
package io.nightjar.image;

import org.jspecify.annotations.NullMarked;
