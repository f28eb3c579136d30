package io.conteur.modeltrainer.shards;

import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.messaging.Backoff;
import io.conteur.messaging.TransientFailures;
import io.conteur.modeltrainer.reporting.JobAttempt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The shards that a training reads now and next. Threads of its own fetch, verify and open those
 * that are expected, so that they lie on the local disk, and in the page cache, before their turn.
 * An outage of the store is waited out. For one thread at a time.
 */
public final class OpenShards implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(OpenShards.class);
    private static final int THREADS = 2;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);

    private final ShardStore store;
    private final List<ShardIndex.Shard> shards;
    private final JobAttempt attempt;
    private final Map<Integer, CompletableFuture<TokenShard>> open = new HashMap<>();
    private final ExecutorService ahead =
            Executors.newFixedThreadPool(
                    THREADS,
                    task -> {
                        Thread thread = new Thread(task, "shards-ahead");
                        thread.setDaemon(true);
                        return thread;
                    });

    public OpenShards(ShardStore store, ShardIndex index, JobAttempt attempt) {
        this.store = store;
        this.shards = index.shards();
        this.attempt = attempt;
    }

    /**
     * A shard, which is waited for. It may be closed at the next call of {@link #expect}.
     *
     * @throws UncheckedIOException when it is damaged; another attempt at the job makes it again
     */
    public TokenShard get(int shard) {
        Backoff backoff = new Backoff(FIRST_BACKOFF);
        while (true) {
            try {
                return attempt.control().await(opening(shard));
            } catch (UncheckedIOException e) {
                open.remove(shard);
                if (damaged(e)) {
                    throw e;
                }
                attempt.progress()
                        .waiting(
                                "the corpus cannot be read, trying again: "
                                        + TransientFailures.describe(e));
                attempt.control().pause(backoff.next());
            }
        }
    }

    /** Opens a shard without waiting for it. */
    public void openAhead(int shard) {
        var unused = opening(shard);
    }

    private static boolean damaged(UncheckedIOException e) {
        return e.getCause() instanceof DamagedArtifactException
                || e.getCause() instanceof NoSuchFileException;
    }

    private CompletableFuture<TokenShard> opening(int shard) {
        return open.computeIfAbsent(
                shard, number -> CompletableFuture.supplyAsync(() -> open(number), ahead));
    }

    private TokenShard open(int shard) {
        try {
            return store.open(shards.get(shard));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens these shards ahead, in this order, and closes all others. */
    public void expect(Set<Integer> expected) {
        for (Iterator<Integer> each = open.keySet().iterator(); each.hasNext(); ) {
            int shard = each.next();
            if (!expected.contains(shard)) {
                close(open.get(shard));
                each.remove();
            }
        }
        for (int shard : expected) {
            var unused = opening(shard);
        }
    }

    private static void close(@Nullable CompletableFuture<TokenShard> opening) {
        if (opening != null) {
            var unused =
                    opening.whenComplete(
                            (shard, failure) -> {
                                if (shard != null) {
                                    close(shard);
                                }
                            });
        }
    }

    private static void close(TokenShard shard) {
        try {
            shard.close();
        } catch (IOException e) {
            LOG.warnf("a shard cannot be closed: %s", e.getMessage());
        }
    }

    /** Returns when nothing is read ahead any more, after some seconds at the latest. */
    @Override
    public void close() {
        ahead.shutdownNow();
        try {
            if (!ahead.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a shard is still being read");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        open.values().forEach(OpenShards::close);
        open.clear();
    }
}
