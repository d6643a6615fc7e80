/** What an agent keeps on the disk until an engine has taken it. */
@NullMarked
package io.nightjar.agent.spool;

import org.jspecify.annotations.NullMarked;
