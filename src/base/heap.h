#pragma once

// The C library's allocator, told what is known of this program.

/// What is large goes back to the system when it is freed. To be called once, before threads start.
void SetUpHeaps();

/// While this lives, what is freed stays in the heaps for what is read next, all but what giants
/// are unpacked into: memory that is new costs as much as what is done in it. For work whose peak
/// is known. One at a time.
class KeepFreedMemory {
 public:
  KeepFreedMemory();
  ~KeepFreedMemory();
  KeepFreedMemory(const KeepFreedMemory&) = delete;
  KeepFreedMemory& operator=(const KeepFreedMemory&) = delete;
};

/// What is free in any heap goes back to the system.
void GiveBackFreeMemory();
