// @host where the embedder could not name it.
namespace Device {
  @host export declare function read(id: i32): Promise<f64>;
}

export async function run(): Promise<f64> {
  return await Device.read(1);
}
