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
 * Threads that each make whole native calls, every call on one core. Most of a step is short
 * operations: threads inside one call would wait for one another at each of them, lanes do not.
 */
public final class LaneExecutor implements AutoCloseable {
    private final int count;
    private final ExecutorService threads;

    public LaneExecutor(int count) {
        this.count = count;
        this.threads = Executors.newFixedThreadPool(count, LaneExecutor::thread);
    }

    private static Thread thread(Runnable work) {
        // The engine keeps the number of cores that a call may use per calling thread.
        Runnable alone =
                () -> {
                    JniUtils.setNumThreads(1);
                    work.run();
                };
        Thread thread = new Thread(alone, "gpt-lane");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Deals items out, the costliest first, each to the lane that has least so far. A pure function
     * of its arguments and the number of lanes; at most that many shares, none empty.
     */
    public <T> List<List<T>> share(List<T> items, ToLongFunction<T> cost) {
        List<List<T>> shares =
                Stream.generate(() -> (List<T>) new ArrayList<T>()).limit(count).toList();
        long[] loads = new long[count];
        List<T> costliest = new ArrayList<>(items);
        costliest.sort(Comparator.comparingLong(cost).reversed());
        for (T item : costliest) {
            int lane = least(loads);
            shares.get(lane).add(item);
            loads[lane] += cost.applyAsLong(item);
        }
        return shares.stream().filter(share -> !share.isEmpty()).toList();
    }

    private static int least(long[] loads) {
        int least = 0;
        for (int i = 1; i < loads.length; i++) {
            if (loads[i] < loads[least]) {
                least = i;
            }
        }
        return least;
    }

    /**
     * Runs all and waits for all, even when one throws or the caller is interrupted: native code
     * cannot be stopped, and what it works on must not be freed under it. A single piece of work is
     * done by the caller.
     */
    public <T> List<T> run(List<Supplier<T>> work) {
        if (work.size() == 1) {
            JniUtils.setNumThreads(1);
            return List.of(work.get(0).get());
        }
        List<CompletableFuture<T>> running =
                work.stream().map(one -> CompletableFuture.supplyAsync(one, threads)).toList();
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
