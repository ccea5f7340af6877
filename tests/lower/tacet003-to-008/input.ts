// async where a class does not take it.
class C {
  async constructor() {}
  async get value(): Promise<i32> { return 1; }
  async set value(v: i32) {}
  async field: i32 = 0;
  async static late(): Promise<void> {}
  async private hidden(): Promise<void> {}
}

abstract class D {
  abstract async missing(): Promise<void>;
}

interface I {
  async method(): Promise<i32>;
}
