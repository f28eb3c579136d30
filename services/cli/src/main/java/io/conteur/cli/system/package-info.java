/**
 * The whole system on one machine: the broker and the services as child processes.
 *
 * <pre>
 * UpCommand → RunningSystem → SupervisedProcess (restarts) → SystemComponent (start, health)
 *     → ChildProcess, HealthProbe
 * </pre>
 *
 * <p>Begin with {@code RunningSystem}.
 */
@NullMarked
package io.conteur.cli.system;

import org.jspecify.annotations.NullMarked;
