package io.conteur.messaging.consumer;

import static org.awaitility.Awaitility.await;

import io.conteur.events.wire.EventCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Keeps requests; the test acknowledges them. */
final class RecordingHandler implements RequestHandler {
    private final Duration limit;
    final List<ReceivedRequest> taken = new CopyOnWriteArrayList<>();
    final AtomicInteger room = new AtomicInteger(Integer.MAX_VALUE);
    volatile @Nullable String failsOn;
    volatile int notReady = -1;
    volatile boolean mayJoin = true;
    final AtomicInteger askedToJoin = new AtomicInteger();
    volatile boolean acknowledgesAllButTheFirst;

    /**
     * @param limit of every wait
     */
    RecordingHandler(Duration limit) {
        this.limit = limit;
    }

    @Override
    public boolean mayJoin() {
        askedToJoin.incrementAndGet();
        return mayJoin;
    }

    @Override
    public boolean ready(int partition) {
        return partition != notReady;
    }

    @Override
    public boolean ready() {
        return room.get() > 0;
    }

    @Override
    public void take(ReceivedRequest request) {
        String text = EventCodec.decodePrompt(request.request().value()).prompt();
        if (text.equals(failsOn)) {
            throw new IllegalStateException("trapped");
        }
        room.decrementAndGet();
        if (acknowledgesAllButTheFirst && !taken.isEmpty()) {
            request.acknowledgement().run();
        }
        taken.add(request);
    }

    void awaits(String last) {
        await().atMost(limit).until(() -> values().contains(last));
    }

    void acknowledgeAll() {
        taken.forEach(request -> request.acknowledgement().run());
    }

    List<String> values() {
        return taken.stream()
                .map(each -> new String(each.request().value(), StandardCharsets.UTF_8))
                .toList();
    }
}
