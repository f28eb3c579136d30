/**
 * Commands that look at a running system or stop its work: {@code FollowCommand} prints its events,
 * {@code StatusCommand} says what runs, {@code CancelCommand} withdraws requests. Begin with {@code
 * FollowCommand}.
 */
@NullMarked
package io.conteur.cli.remote;

import org.jspecify.annotations.NullMarked;
