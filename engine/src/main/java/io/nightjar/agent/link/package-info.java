/** The way from an agent to an engine: addresses, TLS, credentials, patience. */
@NullMarked
package io.nightjar.agent.link;

import org.jspecify.annotations.NullMarked;
