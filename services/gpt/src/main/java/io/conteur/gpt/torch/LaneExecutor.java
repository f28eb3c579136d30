package io.conteur.gpt.torch;

import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * Data parallelism over lanes: threads that each make whole native calls, every call on one core.
 * Most of a step is short operations, at each of which libtorch's own threads would synchronise;
 * lanes do not.
 */
public final class LaneExecutor implements AutoCloseable {
    private final int count;
    private final ExecutorService threads;

    public LaneExecutor(int count) {
        this.count = count;
        this.threads = Executors.newFixedThreadPool(count, LaneExecutor::thread);
    }

    private static Thread thread(Runnable work) {
        // libtorch's number of threads is a setting of the calling thread.
        Runnable onOneCore =
                () -> {
                    JniUtils.setNumThreads(1);
                    work.run();
                };
        Thread thread = new Thread(onOneCore, "gpt-lane");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Partitions items over the lanes: the costliest first, each to the lane with the least load so
     * far. A pure function of its arguments and the number of lanes; none of the parts is empty.
     */
    public <T> List<List<T>> partition(List<T> items, ToLongFunction<T> cost) {
        List<List<T>> parts =
                Stream.generate(() -> (List<T>) new ArrayList<T>()).limit(count).toList();
        long[] loads = new long[count];
        List<T> byCost = new ArrayList<>(items);
        byCost.sort(Comparator.comparingLong(cost).reversed());
        for (T item : byCost) {
            int lane = leastLoaded(loads);
            parts.get(lane).add(item);
            loads[lane] += cost.applyAsLong(item);
        }
        return parts.stream().filter(part -> !part.isEmpty()).toList();
    }

    private static int leastLoaded(long[] loads) {
        int least = 0;
        for (int i = 1; i < loads.length; i++) {
            if (loads[i] < loads[least]) {
                least = i;
            }
        }
        return least;
    }

    /**
     * Runs all calls and waits for all, even when one throws or the caller is interrupted: a native
     * call cannot be stopped, and its memory must not be freed while it runs. A single call runs on
     * the caller's thread.
     *
     * @return the results in the order of the calls
     */
    public <T> List<T> run(List<Supplier<T>> calls) {
        if (calls.size() == 1) {
            JniUtils.setNumThreads(1);
            return List.of(calls.get(0).get());
        }
        List<CompletableFuture<T>> running =
                calls.stream().map(call -> CompletableFuture.supplyAsync(call, threads)).toList();
        try {
            CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
            return running.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
