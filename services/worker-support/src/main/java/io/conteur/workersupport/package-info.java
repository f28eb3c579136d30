/**
 * What services share that work on one long job at a time.
 *
 * <pre>
 * RequestHandler ─► JobExecutor ─► the service's job ─► ProgressReporter ─► progress
 *                        │             │ RetryPolicy between attempts
 *                        └─ JobControl ┘ stop, hand over, cancel; its Heartbeat ─► Watchdog ─► liveness
 * </pre>
 *
 * <p>Besides, all services configure their artifact store with {@code ArtifactStoreConfig}, and
 * both trainers read a {@code CorpusArtifact}. It knows neither models nor tokenizers. Begin with
 * {@code JobExecutor}.
 */
@NullMarked
package io.conteur.workersupport;

import org.jspecify.annotations.NullMarked;
