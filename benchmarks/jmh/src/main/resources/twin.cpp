// The kernels of the engine in C++: the same arrays, the same blocks of 8 vectors of short accumulators in registers.
#include <cstdint>
#include <cstring>

#ifdef __AVX512BW__
constexpr int LANES = 32;
#elif defined(__AVX2__)
constexpr int LANES = 16;
#else
constexpr int LANES = 8;
#endif
typedef int16_t Shorts __attribute__((vector_size(2 * LANES), aligned(2)));
typedef int8_t Bytes __attribute__((vector_size(LANES), aligned(1)));

static inline Shorts widened(const int8_t* from) {
    return __builtin_convertvector(*reinterpret_cast<const Bytes*>(from), Shorts);
}

// charge[row][o .. o + N vectors) = or += the weights from first[e] of the events of the row
template <int N, bool ADD>
static inline void rows(int16_t* charge, const int8_t* weight, const int* neuron, int from, int to, int stride) {
    Shorts sum[N];
#pragma GCC unroll 8
    for (int v = 0; v < N; v++) {
        sum[v] = ADD ? *reinterpret_cast<Shorts*>(charge + v * LANES) : Shorts{};
    }
    for (int e = from; e < to; e++) {
        const int8_t* row = weight + static_cast<long>(neuron[e]) * stride;
#pragma GCC unroll 8
        for (int v = 0; v < N; v++) {
            sum[v] += widened(row + v * LANES);
        }
    }
#pragma GCC unroll 8
    for (int v = 0; v < N; v++) {
        *reinterpret_cast<Shorts*>(charge + v * LANES) = sum[v];
    }
}

extern "C" void dense_events(int16_t* charge, int width, int ticks, const int* from, const int* to,
                             const int8_t* weight, const int* neuron) {
    int o = 0;
    for (; o + 8 * LANES <= width; o += 8 * LANES) {
        for (int t = 0; t < ticks; t++) {
            rows<8, false>(charge + static_cast<long>(t) * width + o, weight + o, neuron, from[t], to[t], width);
        }
    }
    for (; o + LANES <= width; o += LANES) {
        for (int t = 0; t < ticks; t++) {
            rows<1, false>(charge + static_cast<long>(t) * width + o, weight + o, neuron, from[t], to[t], width);
        }
    }
}

// Events of one position add runs of weights to the same charges: see io.aisynapse.core.kernel.Runs.
extern "C" void convolution_events(int16_t* charge, int width, int ticks, const int* from, const int* to,
                                   const int8_t* weight, const int* neuron, int channels, int stride,
                                   const int* start, const int* target, const int* offset, const int* length) {
    std::memset(charge, 0, sizeof(int16_t) * width * ticks);
    for (int t = 0; t < ticks; t++) {
        int16_t* out = charge + static_cast<long>(t) * width;
        int e = from[t];
        while (e < to[t]) {
            int position = neuron[e] / channels;
            int first = position * channels;
            int end = e + 1;
            while (end < to[t] && neuron[end] < first + channels) {
                end++;
            }
            for (int r = start[position]; r < start[position + 1]; r++) {
                int16_t* at = out + target[r];
                const int8_t* row = weight + offset[r] - static_cast<long>(first) * stride;
                int o = 0;
                for (; o + 8 * LANES <= length[r]; o += 8 * LANES) {
                    rows<8, true>(at + o, row + o, neuron, e, end, stride);
                }
                for (; o + 2 * LANES <= length[r]; o += 2 * LANES) {
                    rows<2, true>(at + o, row + o, neuron, e, end, stride);
                }
                for (; o + LANES <= length[r]; o += LANES) {
                    rows<1, true>(at + o, row + o, neuron, e, end, stride);
                }
            }
            e = end;
        }
    }
}
