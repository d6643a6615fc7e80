/**
 * Playbooks rehearsed on the past: the session and the guards of production under the clock of
 * then, and nothing behind them that could act, write or tell.
 */
@NullMarked
package io.nightjar.rehearse;

import org.jspecify.annotations.NullMarked;
